# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'unlock.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QCoreApplication, QMetaObject, QSize)
from PySide6.QtWidgets import (QCheckBox, QComboBox, QFrame,
    QHBoxLayout, QLabel, QLineEdit, QPushButton,
    QScrollArea, QSizePolicy, QSpacerItem, QVBoxLayout,
    QWidget)

from mscp_desktop.desktop.steps import Steps

class Ui_Unlock(object):
    def setupUi(self, Unlock):
        if not Unlock.objectName():
            Unlock.setObjectName(u"Unlock")
        Unlock.resize(720, 640)
        Unlock.setProperty(u"role", u"ground")
        self.whole = QVBoxLayout(Unlock)
        self.whole.setSpacing(8)
        self.whole.setObjectName(u"whole")
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.scroll = QScrollArea(Unlock)
        self.scroll.setObjectName(u"scroll")
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.inside = QWidget()
        self.inside.setObjectName(u"inside")
        self.inside.setProperty(u"role", u"ground")
        self.middle = QVBoxLayout(self.inside)
        self.middle.setSpacing(8)
        self.middle.setObjectName(u"middle")
        self.middle.setContentsMargins(24, 24, 24, 24)
        self.above = QSpacerItem(20, 16, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.middle.addItem(self.above)

        self.centre = QHBoxLayout()
        self.centre.setSpacing(8)
        self.centre.setObjectName(u"centre")
        self.centre.setContentsMargins(0, 0, 0, 0)
        self.left = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.centre.addItem(self.left)

        self.card = QFrame(self.inside)
        self.card.setObjectName(u"card")
        sizePolicy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        sizePolicy.setHorizontalStretch(0)
        sizePolicy.setVerticalStretch(0)
        sizePolicy.setHeightForWidth(self.card.sizePolicy().hasHeightForWidth())
        self.card.setSizePolicy(sizePolicy)
        self.card.setProperty(u"role", u"card")
        self.card.setMinimumSize(QSize(440, 0))
        self.card.setMaximumSize(QSize(440, 16777215))
        self.card_column = QVBoxLayout(self.card)
        self.card_column.setSpacing(8)
        self.card_column.setObjectName(u"card_column")
        self.card_column.setContentsMargins(32, 28, 32, 28)
        self.steps = Steps(self.card)
        self.steps.setObjectName(u"steps")
        self.open_page = QWidget()
        self.open_page.setObjectName(u"open_page")
        self.open_page.setProperty(u"role", u"plain")
        self.open_page_column = QVBoxLayout(self.open_page)
        self.open_page_column.setSpacing(8)
        self.open_page_column.setObjectName(u"open_page_column")
        self.open_page_column.setContentsMargins(0, 0, 0, 0)
        self.title = QLabel(self.open_page)
        self.title.setObjectName(u"title")
        self.title.setProperty(u"role", u"title")
        self.title.setWordWrap(True)

        self.open_page_column.addWidget(self.title)

        self.where = QLabel(self.open_page)
        self.where.setObjectName(u"where")
        self.where.setProperty(u"role", u"secondary")
        self.where.setWordWrap(True)

        self.open_page_column.addWidget(self.where)

        self.told = QLabel(self.open_page)
        self.told.setObjectName(u"told")
        self.told.setWordWrap(True)

        self.open_page_column.addWidget(self.told)

        self.gap1 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.open_page_column.addItem(self.gap1)

        self.who_label = QLabel(self.open_page)
        self.who_label.setObjectName(u"who_label")
        self.who_label.setProperty(u"role", u"label")

        self.open_page_column.addWidget(self.who_label)

        self.who = QComboBox(self.open_page)
        self.who.setObjectName(u"who")

        self.open_page_column.addWidget(self.who)

        self.gap2 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.open_page_column.addItem(self.gap2)

        self.passphrase_label = QLabel(self.open_page)
        self.passphrase_label.setObjectName(u"passphrase_label")
        self.passphrase_label.setProperty(u"role", u"label")

        self.open_page_column.addWidget(self.passphrase_label)

        self.passphrase = QLineEdit(self.open_page)
        self.passphrase.setObjectName(u"passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMaxLength(1024)

        self.open_page_column.addWidget(self.passphrase)

        self.show_passphrase = QCheckBox(self.open_page)
        self.show_passphrase.setObjectName(u"show_passphrase")

        self.open_page_column.addWidget(self.show_passphrase)

        self.remember = QCheckBox(self.open_page)
        self.remember.setObjectName(u"remember")

        self.open_page_column.addWidget(self.remember)

        self.remember_help = QLabel(self.open_page)
        self.remember_help.setObjectName(u"remember_help")
        self.remember_help.setProperty(u"role", u"small")
        self.remember_help.setWordWrap(True)
        self.remember_help.setIndent(30)

        self.open_page_column.addWidget(self.remember_help)

        self.problem = QLabel(self.open_page)
        self.problem.setObjectName(u"problem")
        self.problem.setProperty(u"role", u"error")
        self.problem.setWordWrap(True)

        self.open_page_column.addWidget(self.problem)

        self.gap3 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.open_page_column.addItem(self.gap3)

        self.open = QPushButton(self.open_page)
        self.open.setObjectName(u"open")
        self.open.setProperty(u"kind", u"primary")

        self.open_page_column.addWidget(self.open)

        self.recall = QPushButton(self.open_page)
        self.recall.setObjectName(u"recall")

        self.open_page_column.addWidget(self.recall)

        self.lost = QPushButton(self.open_page)
        self.lost.setObjectName(u"lost")
        self.lost.setProperty(u"kind", u"link")

        self.open_page_column.addWidget(self.lost)

        self.steps.addWidget(self.open_page)

        self.card_column.addWidget(self.steps)


        self.centre.addWidget(self.card)

        self.right = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.centre.addItem(self.right)


        self.middle.addLayout(self.centre)

        self.below = QSpacerItem(20, 16, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.middle.addItem(self.below)

        self.scroll.setWidget(self.inside)

        self.whole.addWidget(self.scroll)

#if QT_CONFIG(shortcut)
        self.who_label.setBuddy(self.who)
        self.passphrase_label.setBuddy(self.passphrase)
#endif // QT_CONFIG(shortcut)

        self.retranslateUi(Unlock)

        self.steps.setCurrentIndex(0)
        self.open.setDefault(True)


        QMetaObject.connectSlotsByName(Unlock)
    # setupUi

    def retranslateUi(self, Unlock):
        Unlock.setWindowTitle(QCoreApplication.translate("Unlock", u"Open the partnership \u2013 MSCP Desktop", None))
        self.title.setText("")
        self.where.setText("")
        self.told.setText("")
        self.who_label.setText(QCoreApplication.translate("Unlock", u"Who are you?", None))
#if QT_CONFIG(accessibility)
        self.who.setAccessibleName(QCoreApplication.translate("Unlock", u"Who are you?", None))
#endif // QT_CONFIG(accessibility)
        self.passphrase_label.setText(QCoreApplication.translate("Unlock", u"Passphrase", None))
#if QT_CONFIG(accessibility)
        self.passphrase.setAccessibleName(QCoreApplication.translate("Unlock", u"Passphrase", None))
#endif // QT_CONFIG(accessibility)
        self.show_passphrase.setText(QCoreApplication.translate("Unlock", u"Show what I type", None))
        self.remember.setText(QCoreApplication.translate("Unlock", u"Remember me on this laptop", None))
#if QT_CONFIG(accessibility)
        self.remember.setAccessibleDescription(QCoreApplication.translate("Unlock", u"Anyone who signs in to this laptop as you can open it.", None))
#endif // QT_CONFIG(accessibility)
        self.remember_help.setText(QCoreApplication.translate("Unlock", u"Anyone who signs in to this laptop as you can open it.", None))
        self.problem.setText("")
        self.open.setText(QCoreApplication.translate("Unlock", u"Open", None))
        self.recall.setText(QCoreApplication.translate("Unlock", u"Open without the passphrase", None))
        self.lost.setText(QCoreApplication.translate("Unlock", u"I have lost my passphrase", None))
    # retranslateUi

