# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'first_run.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QCoreApplication, QMetaObject, QSize, Qt)
from PySide6.QtWidgets import (QCheckBox, QFrame, QHBoxLayout,
    QLabel, QLineEdit, QPushButton, QRadioButton,
    QScrollArea, QSizePolicy, QSpacerItem, QVBoxLayout,
    QWidget)

from mscp_desktop.desktop.steps import Steps

class Ui_FirstRun(object):
    def setupUi(self, FirstRun):
        if not FirstRun.objectName():
            FirstRun.setObjectName(u"FirstRun")
        FirstRun.resize(820, 680)
        FirstRun.setProperty(u"role", u"ground")
        self.whole = QVBoxLayout(FirstRun)
        self.whole.setSpacing(8)
        self.whole.setObjectName(u"whole")
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.scroll = QScrollArea(FirstRun)
        self.scroll.setObjectName(u"scroll")
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self.card.setMinimumSize(QSize(560, 0))
        self.card.setMaximumSize(QSize(560, 16777215))
        self.card_column = QVBoxLayout(self.card)
        self.card_column.setSpacing(8)
        self.card_column.setObjectName(u"card_column")
        self.card_column.setContentsMargins(32, 28, 32, 28)
        self.steps = Steps(self.card)
        self.steps.setObjectName(u"steps")
        self.start_page = QWidget()
        self.start_page.setObjectName(u"start_page")
        self.start_page.setProperty(u"role", u"plain")
        self.start_page_column = QVBoxLayout(self.start_page)
        self.start_page_column.setSpacing(8)
        self.start_page_column.setObjectName(u"start_page_column")
        self.start_page_column.setContentsMargins(0, 0, 0, 0)
        self.title = QLabel(self.start_page)
        self.title.setObjectName(u"title")
        self.title.setProperty(u"role", u"title")
        self.title.setWordWrap(True)

        self.start_page_column.addWidget(self.title)

        self.start_help = QLabel(self.start_page)
        self.start_help.setObjectName(u"start_help")
        self.start_help.setProperty(u"role", u"secondary")
        self.start_help.setWordWrap(True)

        self.start_page_column.addWidget(self.start_help)

        self.gap1 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.start_page_column.addItem(self.gap1)

        self.published = QVBoxLayout()
        self.published.setSpacing(8)
        self.published.setObjectName(u"published")

        self.start_page_column.addLayout(self.published)

        self.empty = QRadioButton(self.start_page)
        self.empty.setObjectName(u"empty")

        self.start_page_column.addWidget(self.empty)

        self.empty_help = QLabel(self.start_page)
        self.empty_help.setObjectName(u"empty_help")
        self.empty_help.setProperty(u"role", u"small")
        self.empty_help.setWordWrap(True)

        self.start_page_column.addWidget(self.empty_help)

        self.bundle = QRadioButton(self.start_page)
        self.bundle.setObjectName(u"bundle")

        self.start_page_column.addWidget(self.bundle)

        self.bundle_help = QLabel(self.start_page)
        self.bundle_help.setObjectName(u"bundle_help")
        self.bundle_help.setProperty(u"role", u"small")
        self.bundle_help.setWordWrap(True)

        self.start_page_column.addWidget(self.bundle_help)

        self.start_problem = QLabel(self.start_page)
        self.start_problem.setObjectName(u"start_problem")
        self.start_problem.setProperty(u"role", u"error")
        self.start_problem.setWordWrap(True)

        self.start_page_column.addWidget(self.start_problem)

        self.gap2 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.start_page_column.addItem(self.gap2)

        self.start_buttons = QHBoxLayout()
        self.start_buttons.setSpacing(8)
        self.start_buttons.setObjectName(u"start_buttons")
        self.start_buttons.setContentsMargins(0, 0, 0, 0)
        self.start_gap = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.start_buttons.addItem(self.start_gap)

        self.next = QPushButton(self.start_page)
        self.next.setObjectName(u"next")
        self.next.setProperty(u"kind", u"primary")

        self.start_buttons.addWidget(self.next)


        self.start_page_column.addLayout(self.start_buttons)

        self.steps.addWidget(self.start_page)
        self.you_page = QWidget()
        self.you_page.setObjectName(u"you_page")
        self.you_page.setProperty(u"role", u"plain")
        self.you_page_column = QVBoxLayout(self.you_page)
        self.you_page_column.setSpacing(8)
        self.you_page_column.setObjectName(u"you_page_column")
        self.you_page_column.setContentsMargins(0, 0, 0, 0)
        self.you_title = QLabel(self.you_page)
        self.you_title.setObjectName(u"you_title")
        self.you_title.setProperty(u"role", u"title")
        self.you_title.setWordWrap(True)

        self.you_page_column.addWidget(self.you_title)

        self.you_help = QLabel(self.you_page)
        self.you_help.setObjectName(u"you_help")
        self.you_help.setProperty(u"role", u"secondary")
        self.you_help.setWordWrap(True)

        self.you_page_column.addWidget(self.you_help)

        self.gap3 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.you_page_column.addItem(self.gap3)

        self.partnership_label = QLabel(self.you_page)
        self.partnership_label.setObjectName(u"partnership_label")
        self.partnership_label.setProperty(u"role", u"label")

        self.you_page_column.addWidget(self.partnership_label)

        self.partnership = QLineEdit(self.you_page)
        self.partnership.setObjectName(u"partnership")
        self.partnership.setMaxLength(1024)

        self.you_page_column.addWidget(self.partnership)

        self.name_label = QLabel(self.you_page)
        self.name_label.setObjectName(u"name_label")
        self.name_label.setProperty(u"role", u"label")

        self.you_page_column.addWidget(self.name_label)

        self.name = QLineEdit(self.you_page)
        self.name.setObjectName(u"name")
        self.name.setMaxLength(1024)

        self.you_page_column.addWidget(self.name)

        self.gap4 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.you_page_column.addItem(self.gap4)

        self.passphrase_label = QLabel(self.you_page)
        self.passphrase_label.setObjectName(u"passphrase_label")
        self.passphrase_label.setProperty(u"role", u"label")

        self.you_page_column.addWidget(self.passphrase_label)

        self.passphrase = QLineEdit(self.you_page)
        self.passphrase.setObjectName(u"passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMaxLength(1024)

        self.you_page_column.addWidget(self.passphrase)

        self.advice = QLabel(self.you_page)
        self.advice.setObjectName(u"advice")
        self.advice.setProperty(u"role", u"small")
        self.advice.setWordWrap(True)

        self.you_page_column.addWidget(self.advice)

        self.again_label = QLabel(self.you_page)
        self.again_label.setObjectName(u"again_label")
        self.again_label.setProperty(u"role", u"label")

        self.you_page_column.addWidget(self.again_label)

        self.again = QLineEdit(self.you_page)
        self.again.setObjectName(u"again")
        self.again.setEchoMode(QLineEdit.EchoMode.Password)
        self.again.setMaxLength(1024)

        self.you_page_column.addWidget(self.again)

        self.show_passphrase = QCheckBox(self.you_page)
        self.show_passphrase.setObjectName(u"show_passphrase")

        self.you_page_column.addWidget(self.show_passphrase)

        self.you_problem = QLabel(self.you_page)
        self.you_problem.setObjectName(u"you_problem")
        self.you_problem.setProperty(u"role", u"error")
        self.you_problem.setWordWrap(True)

        self.you_page_column.addWidget(self.you_problem)

        self.gap5 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.you_page_column.addItem(self.gap5)

        self.you_buttons = QHBoxLayout()
        self.you_buttons.setSpacing(8)
        self.you_buttons.setObjectName(u"you_buttons")
        self.you_buttons.setContentsMargins(0, 0, 0, 0)
        self.back = QPushButton(self.you_page)
        self.back.setObjectName(u"back")

        self.you_buttons.addWidget(self.back)

        self.you_gap = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.you_buttons.addItem(self.you_gap)

        self.create = QPushButton(self.you_page)
        self.create.setObjectName(u"create")
        self.create.setProperty(u"kind", u"primary")

        self.you_buttons.addWidget(self.create)


        self.you_page_column.addLayout(self.you_buttons)

        self.steps.addWidget(self.you_page)
        self.key_page = QWidget()
        self.key_page.setObjectName(u"key_page")
        self.key_page.setProperty(u"role", u"plain")
        self.key_page_column = QVBoxLayout(self.key_page)
        self.key_page_column.setSpacing(8)
        self.key_page_column.setObjectName(u"key_page_column")
        self.key_page_column.setContentsMargins(0, 0, 0, 0)
        self.key_title = QLabel(self.key_page)
        self.key_title.setObjectName(u"key_title")
        self.key_title.setProperty(u"role", u"title")
        self.key_title.setWordWrap(True)

        self.key_page_column.addWidget(self.key_title)

        self.key_help = QLabel(self.key_page)
        self.key_help.setObjectName(u"key_help")
        self.key_help.setProperty(u"role", u"secondary")
        self.key_help.setWordWrap(True)

        self.key_page_column.addWidget(self.key_help)

        self.gap6 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.key_page_column.addItem(self.gap6)

        self.key = QLabel(self.key_page)
        self.key.setObjectName(u"key")
        self.key.setProperty(u"role", u"code")
        self.key.setWordWrap(True)
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard|Qt.TextInteractionFlag.TextSelectableByMouse)

        self.key_page_column.addWidget(self.key)

        self.key_ways = QHBoxLayout()
        self.key_ways.setSpacing(8)
        self.key_ways.setObjectName(u"key_ways")
        self.key_ways.setContentsMargins(0, 0, 0, 0)
        self.print_key = QPushButton(self.key_page)
        self.print_key.setObjectName(u"print_key")

        self.key_ways.addWidget(self.print_key)

        self.copy_key = QPushButton(self.key_page)
        self.copy_key.setObjectName(u"copy_key")

        self.key_ways.addWidget(self.copy_key)

        self.key_gap = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.key_ways.addItem(self.key_gap)


        self.key_page_column.addLayout(self.key_ways)

        self.gap7 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.key_page_column.addItem(self.gap7)

        self.typed_label = QLabel(self.key_page)
        self.typed_label.setObjectName(u"typed_label")
        self.typed_label.setProperty(u"role", u"label")

        self.key_page_column.addWidget(self.typed_label)

        self.typed = QLineEdit(self.key_page)
        self.typed.setObjectName(u"typed")
        self.typed.setMaxLength(1024)

        self.key_page_column.addWidget(self.typed)

        self.key_problem = QLabel(self.key_page)
        self.key_problem.setObjectName(u"key_problem")
        self.key_problem.setProperty(u"role", u"error")
        self.key_problem.setWordWrap(True)

        self.key_page_column.addWidget(self.key_problem)

        self.gap8 = QSpacerItem(20, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.key_page_column.addItem(self.gap8)

        self.key_buttons = QHBoxLayout()
        self.key_buttons.setSpacing(8)
        self.key_buttons.setObjectName(u"key_buttons")
        self.key_buttons.setContentsMargins(0, 0, 0, 0)
        self.key_gap2 = QSpacerItem(40, 20, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.key_buttons.addItem(self.key_gap2)

        self.finish = QPushButton(self.key_page)
        self.finish.setObjectName(u"finish")
        self.finish.setProperty(u"kind", u"primary")

        self.key_buttons.addWidget(self.finish)


        self.key_page_column.addLayout(self.key_buttons)

        self.steps.addWidget(self.key_page)

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
        self.partnership_label.setBuddy(self.partnership)
        self.name_label.setBuddy(self.name)
        self.passphrase_label.setBuddy(self.passphrase)
        self.again_label.setBuddy(self.again)
        self.typed_label.setBuddy(self.typed)
#endif // QT_CONFIG(shortcut)

        self.retranslateUi(FirstRun)

        self.steps.setCurrentIndex(0)
        self.next.setDefault(True)


        QMetaObject.connectSlotsByName(FirstRun)
    # setupUi

    def retranslateUi(self, FirstRun):
        FirstRun.setWindowTitle(QCoreApplication.translate("FirstRun", u"Set up \u2013 MSCP Desktop", None))
        self.title.setText(QCoreApplication.translate("FirstRun", u"How do you want to start?", None))
        self.start_help.setText(QCoreApplication.translate("FirstRun", u"Everything stays on this laptop, encrypted. Nothing is sent anywhere.", None))
        self.empty.setText(QCoreApplication.translate("FirstRun", u"Empty", None))
        self.empty_help.setText(QCoreApplication.translate("FirstRun", u"You enter your own groups and seats, or import them from a spreadsheet.", None))
        self.bundle.setText(QCoreApplication.translate("FirstRun", u"With a bundle from another laptop", None))
        self.bundle_help.setText(QCoreApplication.translate("FirstRun", u"A file that ends in .mscp, made by a colleague or as a backup.", None))
        self.start_problem.setText("")
        self.next.setText(QCoreApplication.translate("FirstRun", u"Next", None))
        self.you_title.setText(QCoreApplication.translate("FirstRun", u"Who will open it?", None))
        self.you_help.setText(QCoreApplication.translate("FirstRun", u"Colleagues can be added later, each with a passphrase of their own.", None))
        self.partnership_label.setText(QCoreApplication.translate("FirstRun", u"Name of the partnership", None))
#if QT_CONFIG(accessibility)
        self.partnership.setAccessibleName(QCoreApplication.translate("FirstRun", u"Name of the partnership", None))
#endif // QT_CONFIG(accessibility)
        self.partnership.setPlaceholderText(QCoreApplication.translate("FirstRun", u"Sampleshire Safeguarding Children Partnership", None))
        self.name_label.setText(QCoreApplication.translate("FirstRun", u"Your name, as it will stand in the history", None))
#if QT_CONFIG(accessibility)
        self.name.setAccessibleName(QCoreApplication.translate("FirstRun", u"Your name", None))
#endif // QT_CONFIG(accessibility)
        self.name.setPlaceholderText(QCoreApplication.translate("FirstRun", u"Alex Sample", None))
        self.passphrase_label.setText(QCoreApplication.translate("FirstRun", u"Passphrase", None))
#if QT_CONFIG(accessibility)
        self.passphrase.setAccessibleName(QCoreApplication.translate("FirstRun", u"Passphrase", None))
#endif // QT_CONFIG(accessibility)
        self.advice.setText("")
        self.again_label.setText(QCoreApplication.translate("FirstRun", u"Passphrase, once more", None))
#if QT_CONFIG(accessibility)
        self.again.setAccessibleName(QCoreApplication.translate("FirstRun", u"Passphrase, once more", None))
#endif // QT_CONFIG(accessibility)
        self.show_passphrase.setText(QCoreApplication.translate("FirstRun", u"Show what I type", None))
        self.you_problem.setText("")
        self.back.setText(QCoreApplication.translate("FirstRun", u"Back", None))
        self.create.setText(QCoreApplication.translate("FirstRun", u"Set up", None))
        self.key_title.setText(QCoreApplication.translate("FirstRun", u"Keep the recovery key", None))
        self.key_help.setText(QCoreApplication.translate("FirstRun", u"If every passphrase is lost, this key is the only way in. Print it or write it down, and lock the paper away. It is not shown again.", None))
#if QT_CONFIG(accessibility)
        self.key.setAccessibleName(QCoreApplication.translate("FirstRun", u"Recovery key", None))
#endif // QT_CONFIG(accessibility)
        self.print_key.setText(QCoreApplication.translate("FirstRun", u"Print", None))
        self.copy_key.setText(QCoreApplication.translate("FirstRun", u"Copy", None))
        self.typed_label.setText(QCoreApplication.translate("FirstRun", u"Type the key from the paper, to be sure that it is right", None))
#if QT_CONFIG(accessibility)
        self.typed.setAccessibleName(QCoreApplication.translate("FirstRun", u"Type the recovery key", None))
#endif // QT_CONFIG(accessibility)
        self.typed.setPlaceholderText(QCoreApplication.translate("FirstRun", u"XXXX-XXXX-XXXX-\u2026", None))
        self.key_problem.setText("")
        self.finish.setText(QCoreApplication.translate("FirstRun", u"Open the partnership", None))
    # retranslateUi

